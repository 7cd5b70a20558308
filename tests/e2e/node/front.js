// Stands before the server and makes it misbehave as networks do: down, busy, or silent after the work was done.
import { createServer } from 'node:http';

const [OAUTH, OPENID, RESOURCE] = ['oauth-authorization-server', 'openid-configuration', 'oauth-protected-resource']
  .map((name) => `/.well-known/${name}`);

export class Front {
  faults = [];
  met = [];
  sentBackWith = {};
  port = 0;

  // With a mount the server is at a path of its own, and tells of itself at RFC 8414's place alone.
  constructor(journal, mount = '') {
    this.journal = journal;
    this.mount = mount;
    this.server = createServer((request, response) => this.#handle(request, response));
  }

  get address() {
    return `http://127.0.0.1:${this.port}`;
  }

  get issuer() {
    return `${this.address}${this.mount}`;
  }

  async listen() {
    await new Promise((done, failed) => {
      this.server.once('error', failed);
      this.server.listen(this.port, '127.0.0.1', done);
    });
    this.port = this.server.address().port;
  }

  async down() {
    const closed = new Promise((done) => this.server.close(done));
    this.server.closeAllConnections();
    await closed;
  }

  serve(handler) {
    this.handler = this.mount ? this.#mounted(handler) : handler;
  }

  #mounted(handler) {
    const [told, alone] = [`${OAUTH}${this.mount}`, (path) => path.startsWith('/mcp/') || path.startsWith(RESOURCE)];
    return (request, response) => {
      const path = request.url.split('?')[0];
      if (path === told) request.url = `${this.mount}${OAUTH}`;
      else if (path.includes(OPENID) || !(path.startsWith(`${this.mount}/`) || alone(path))) {
        response.writeHead(404).end();
        return;
      }
      if (!alone(path)) {
        request.originalUrl = request.url;
        request.url = request.url.slice(this.mount.length);
      }
      handler(request, response);
    };
  }

  // Somebody between server and browser changes what comes back to the program.
  #changeWayBack(response) {
    const set = response.setHeader;
    response.setHeader = (name, value) => {
      if (name.toLowerCase() !== 'location' || !/[?&]state=/.test(value)) return set.call(response, name, value);
      const url = new URL(value);
      Object.entries(this.sentBackWith).forEach(([key, other]) => (
        other === null ? url.searchParams.delete(key) : url.searchParams.set(key, other)));
      return set.call(response, name, url.href);
    };
  }

  // A fault has a path, a kind and a count: how many requests it meets before it is over.
  #handle(request, response) {
    const path = request.url.split('?')[0];
    const fault = this.faults.find((one) => one.count > 0 && path === one.path);
    response.on('close', () => this.journal.add('http', {
      method: request.method, path, status: response.writableFinished ? response.statusCode : null, fault: fault?.kind,
    }));
    if (Object.keys(this.sentBackWith).length) this.#changeWayBack(response);
    if (!fault) {
      this.handler(request, response);
      return;
    }
    fault.count -= 1;
    this.met.push(fault.kind);
    FAULTS[fault.kind](request, response, this.handler, fault);
  }
}

export const FAULTS = {
  // The server does all the work; the answer never leaves.
  lose_answer: (request, response, handler) => {
    response.write = () => true;
    response.end = () => request.socket.destroy();
    handler(request, response);
  },
  drop: (request) => request.socket.destroy(),
  status: (request, response, handler, fault) => {
    response.writeHead(fault.status, { 'content-type': fault.type ?? 'text/plain', ...fault.headers });
    response.end(fault.body ?? '');
  },
  // The server does all the work; the answer comes late.
  late: (request, response, handler, fault) => {
    const end = response.end;
    response.end = (...body) => {
      setTimeout(() => end.apply(response, body), fault.seconds * 1000);
      return response;
    };
    handler(request, response);
  },
  // The server does all the work; members of its JSON are other ones on the way.
  amend: (request, response, handler, fault) => {
    delete request.headers['accept-encoding'];
    const end = response.end;
    response.end = (body) => {
      const amended = JSON.stringify({ ...JSON.parse(String(body)), ...fault.members });
      response.setHeader('content-length', Buffer.byteLength(amended));
      return end.call(response, amended);
    };
    handler(request, response);
  },
  slow: (request, response, handler, fault) => setTimeout(() => handler(request, response), fault.seconds * 1000),
};

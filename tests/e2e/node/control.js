// The tests' own door, on another port: reads the journal, revokes, changes lifetimes, sets faults.
async function json(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}

const OF_A_GRANT = ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode'];

export class Control {
  constructor({ provider, front, journal, lifetime, mutual, changes }) {
    Object.assign(this, { provider, front, journal, lifetime, mutual });
    Object.assign(this.#actions, changes.actions);
  }

  handle = async (request, response) => {
    const action = this.#actions[request.url.slice(1)];
    try {
      const result = await action(await json(request));
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error.stack));
    }
  };

  #actions = {
    journal: () => this.journal.entries,
    // Every token, code and verifier so far: what must turn up nowhere on the other side.
    secrets: () => [...this.journal.secrets],
    refresh_tokens: () => this.journal.refresh,
    grants: async () => Promise.all([...this.journal.grants].map(async (id) => ({ id, alive: Boolean(await this.provider.Grant.find(id)) }))),
    lifetime: ({ access }) => { this.lifetime.access = access; },
    // What a person does on a page named "apps with access to your account".
    revoke_grants: async () => Promise.all([...this.journal.grants].map((id) => this.#revoke(id))),
    // Ends the access tokens alone: an API then answers 401 before the time is up.
    revoke_access: async () => { await Promise.all(this.journal.access.splice(0).map((token) => token.destroy())); },
    fault: (fault) => { this.front.faults.push({ count: 1, path: '/token', ...fault }); },
    // From now on the browser is sent back with other values of these parameters, or without those that are null.
    send_back_with: (parameters) => { this.front.sentBackWith = parameters; },
    faults_met: () => this.front.met,
    clear_faults: () => { this.front.faults.length = 0; },
    show_certificate: (certificate) => this.mutual.show(certificate),
    down: () => this.front.down(),
    up: () => this.front.listen(),
  };

  async #revoke(grantId) {
    await Promise.all(OF_A_GRANT.map((name) => this.provider[name].adapter.revokeByGrantId(grantId)));
    await (await this.provider.Grant.find(grantId))?.destroy();
  }
}

// The server's other door: TLS that asks for the caller's certificate (RFC 8705). Settings: key, cert, ca as PEM.
import { X509Certificate, createHash } from 'node:crypto';
import { createServer } from 'node:https';

export class Mutual {
  constructor(settings) {
    this.settings = settings;
    this.server = createServer({ ...settings, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      this.handler(request, response);
    });
  }

  async listen() {
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.address = `https://127.0.0.1:${this.server.address().port}`;
  }

  serve(handler) {
    this.handler = handler;
  }

  // From now on the server shows another certificate, or trusts another authority.
  show(settings) {
    this.server.setSecureContext({ ...this.settings, ...settings });
    this.server.closeAllConnections();
  }

  aliases() {
    const paths = { token: 'token', revocation: 'token/revocation', introspection: 'token/introspection', userinfo: 'me' };
    return Object.fromEntries(Object.entries(paths).map(([name, path]) => [`${name}_endpoint`, `${this.address}/${path}`]));
  }
}

export const certificateOf = (ctx) => {
  const raw = ctx.socket.getPeerCertificate?.()?.raw;
  return raw && new X509Certificate(raw);
};

export const thumbprint = (certificate) => certificate && createHash('sha256').update(certificate.raw).digest('base64url');

export const mutualFeature = {
  enabled: true,
  certificateBoundAccessTokens: true,
  selfSignedTlsClientAuth: true,
  tlsClientAuth: true,
  getCertificate: certificateOf,
  certificateAuthorized: (ctx) => ctx.socket.authorized,
  certificateSubjectMatches: (ctx, property, expected) => property === 'tls_client_auth_subject_dn' && certificateOf(ctx)?.subject === expected,
};

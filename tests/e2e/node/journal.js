// What the server saw and did, in its own words: the tests' witness for "no refresh token was used twice".
// The nonce of a proof of possession (RFC 9449 §8), unchecked.
const nonceOf = (proof) => (proof ? JSON.parse(Buffer.from(proof.split('.')[1], 'base64url')).nonce : undefined);

export class Journal {
  entries = [];
  grants = new Set();
  access = [];
  refresh = [];
  secrets = new Set();

  add(kind, entry) {
    this.entries.push({ at: Date.now() / 1000, kind, ...entry });
  }

  watch(provider) {
    provider.on('grant.success', (ctx) => {
      const grantId = ctx.oidc.entities.Grant?.jti;
      if (grantId) this.grants.add(grantId);
      this.add('token', { ...this.#asked(ctx), outcome: 'success', grant_id: grantId });
    });
    provider.on('grant.error', (ctx, error) => this.add('token', {
      ...this.#asked(ctx),
      outcome: error.error,
      detail: error.error_detail ?? error.message,
      reuse: error.error_detail === 'refresh token already used',
    }));
    provider.on('access_token.saved', (token) => this.access.push(token));
    provider.on('refresh_token.saved', (token) => this.refresh.push(token.jti));
    for (const name of ['access_token', 'refresh_token', 'authorization_code', 'device_code']) {
      provider.on(`${name}.saved`, (model) => this.secrets.add(model.jti));
    }
    provider.on('grant.revoked', (_, grantId) => this.add('grant.revoked', { grant_id: grantId }));
    provider.on('revocation.error', (_, error) => this.add('revocation.error', { detail: error.message }));
    provider.on('registration_create.success', (_, client) => this.add('registration', { client_id: client.clientId }));
    provider.on('server_error', (_, error) => this.add('server_error', { detail: String(error.stack) }));
  }

  #asked(ctx) {
    const parameters = ctx.oidc?.params ?? {};
    if (parameters.code_verifier) this.secrets.add(parameters.code_verifier);
    return {
      grant_type: parameters.grant_type,
      scope: parameters.scope,
      resource: parameters.resource,
      client_id: ctx.oidc?.client?.clientId,
      nonce: nonceOf(ctx.get('dpop')),
      authenticated_by: ctx.get('authorization').split(' ')[0].toLowerCase() || (ctx.oidc?.body?.client_secret ? 'post' : 'none'),
    };
  }
}

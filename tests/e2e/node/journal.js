// What the server saw and did, in its own words: the tests' witness for "no refresh token was used twice".
export class Journal {
  entries = [];
  grants = new Set();
  access = [];
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
      authenticated_by: ctx.get('authorization').split(' ')[0].toLowerCase() || (ctx.oidc?.body?.client_secret ? 'post' : 'none'),
    };
  }
}

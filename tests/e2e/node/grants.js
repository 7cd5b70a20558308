// The grants where nobody signs in, beyond client credentials, which the library has itself: signed assertions
// (RFC 7523) and exchanged tokens (RFC 8693). Programs are known by a registry that tests change at /registry.
import { createLocalJWKSet, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token';
const { InvalidGrant, InvalidRequest, InvalidTarget } = errors;

export class Grants {
  // What each assertion said, for the tests to look at: its head and its claims.
  #seen = [];

  constructor(provider, issuer) {
    Object.assign(this, { provider, issuer });
    provider.registerGrantType(JWT_BEARER, (ctx, next) => this.#assertion(ctx, next), ['assertion', 'scope']);
    provider.registerGrantType(EXCHANGE, (ctx, next) => this.#exchange(ctx, next), [
      'subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'scope', 'actor_token', 'actor_token_type',
    ], ['audience']);
    provider.use((ctx, next) => this.#registry(ctx, next));
  }

  async #registry(ctx, next) {
    if (ctx.path !== '/registry') return next();
    const chunks = [];
    for await (const chunk of ctx.req) chunks.push(chunk);
    const { put, drop } = JSON.parse(Buffer.concat(chunks).toString() || '{}');
    const { adapter } = this.provider.Client;
    if (put) await adapter.upsert(put.client_id, { redirect_uris: [], response_types: [], application_type: 'native', ...put });
    if (drop) await adapter.destroy(drop);
    ctx.body = this.#seen;
    return undefined;
  }

  // RFC 7523 §3: who says it, to whom, until when, and not twice; all of it checked by the library for JWTs.
  async #assertion(ctx) {
    const { client, params } = ctx.oidc;
    const { payload, protectedHeader } = await jwtVerify(params.assertion ?? '', createLocalJWKSet(client.jwks), {
      issuer: client.clientId, audience: this.issuer, requiredClaims: ['exp', 'iat', 'jti', 'sub'], maxTokenAge: '10 minutes',
    }).catch((error) => { throw new InvalidGrant(`invalid assertion: ${error.code}`); });
    if (!(await this.provider.ReplayDetection.unique(payload.iss, payload.jti, payload.exp))) {
      throw new InvalidGrant('this assertion was used before');
    }
    this.#seen.push({ head: protectedHeader, claims: payload });
    await this.#give(ctx, { accountId: payload.sub, scope: params.scope });
  }

  async #exchange(ctx) {
    const { params } = ctx.oidc;
    const subject = await this.#subject(params);
    const audiences = [params.audience ?? []].flat();
    if (audiences.some((audience) => audience !== 'warehouse')) throw new InvalidTarget('nobody of that name is known');
    await this.#give(ctx, { ...subject, scope: params.scope }, { issued_token_type: ACCESS_TOKEN });
  }

  async #subject({ subject_token: token, subject_token_type: kind }) {
    if (kind === ACCESS_TOKEN) {
      const found = await this.provider.AccessToken.find(token ?? '');
      if (!found || found.isExpired) throw new InvalidGrant('the subject token is not known');
      return { accountId: found.accountId, grantId: found.grantId };
    }
    if (kind !== ID_TOKEN) throw new InvalidRequest('this kind of subject token is not taken');
    const keys = await fetch(`${this.issuer}/jwks`).then((answer) => answer.json());
    const { payload } = await jwtVerify(token ?? '', createLocalJWKSet(keys), { issuer: this.issuer })
      .catch((error) => { throw new InvalidGrant(`invalid subject token: ${error.code}`); });
    return { accountId: payload.sub };
  }

  async #give(ctx, of, more = {}) {
    const token = new this.provider.AccessToken({ client: ctx.oidc.client, gty: ctx.oidc.params.grant_type, ...of });
    ctx.oidc.entity('AccessToken', token);
    const value = await token.save();
    ctx.body = {
      access_token: value, expires_in: token.expiration, token_type: token.tokenType, ...(of.scope ? { scope: of.scope } : {}), ...more,
    };
  }
}

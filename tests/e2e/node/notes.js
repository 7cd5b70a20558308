// An API that names who lets people in, as MCP servers do (RFC 9728): a challenge, a document, permissions by method.
export const PATH = '/mcp/notes';
const DOCUMENT = `/.well-known/oauth-protected-resource${PATH}`;

async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export class Notes {
  constructor(address, journal) {
    this.address = address;
    this.journal = journal;
    this.resource = `${address}${PATH}`;
  }

  // For the server: what its tokens for this API may hold.
  feature = (errors, lifetime) => ({
    enabled: true,
    getResourceServerInfo: (_, resource) => {
      if (resource !== this.resource) throw new errors.InvalidTarget();
      return { scope: 'notes:read notes:write', audience: resource, accessTokenFormat: 'opaque', accessTokenTTL: lifetime.access };
    },
  });

  serve = (provider) => async (ctx, next) => {
    if (ctx.path === DOCUMENT) {
      ctx.body = {
        resource: this.resource,
        authorization_servers: [provider.issuer],
        scopes_supported: ['notes:read', 'notes:write'],
      };
      return undefined;
    }
    if (ctx.path !== PATH) return next();
    return this.#answer(ctx, await this.#token(ctx, provider));
  };

  async #token(ctx, provider) {
    const [scheme, value] = ctx.get('authorization').split(' ');
    const token = scheme.toLowerCase() === 'bearer' ? await provider.AccessToken.find(value ?? '') : undefined;
    return token?.aud === this.resource ? token : undefined;
  }

  async #answer(ctx, token) {
    const wanted = ctx.method === 'GET' ? 'notes:read' : 'notes:write';
    const text = await body(ctx.req);
    this.journal.add('notes', { method: ctx.method, body: text, scope: token?.scope });
    if (!token) {
      ctx.status = 401;
      ctx.set('www-authenticate', `Bearer resource_metadata="${this.address}${DOCUMENT}", scope="notes:read"`);
    } else if (!token.scope.split(' ').includes(wanted)) {
      ctx.status = 403;
      ctx.set('www-authenticate', `Bearer error="insufficient_scope", scope="${wanted}"`);
    } else {
      ctx.status = 200;
    }
    ctx.body = ctx.status === 200 ? { done: ctx.method, note: text } : { error: wanted };
  }
}

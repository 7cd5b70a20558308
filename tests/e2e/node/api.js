// A small API behind the server's own tokens, so that a token is proved by what it opens.
import { certificateOf, thumbprint } from './mutual.js';

export const api = (provider) => async (ctx, next) => {
  if (!ctx.path.startsWith('/api/')) return next();
  const [scheme, value] = ctx.get('authorization').split(' ');
  const token = scheme.toLowerCase() === 'bearer' ? await provider.AccessToken.find(value ?? '') : undefined;
  const held = token?.['x5t#S256'];
  if (!token || (held && held !== thumbprint(certificateOf(ctx)))) {
    ctx.status = 401;
    ctx.set('www-authenticate', 'Bearer error="invalid_token"');
    ctx.body = { error: 'invalid_token' };
    return undefined;
  }
  ctx.body = { subject: token.accountId, client: token.clientId, path: ctx.path, method: ctx.method };
  return undefined;
};

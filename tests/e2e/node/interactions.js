// The pages that a person sees: sign in, allow or deny. Plain forms, no script, nothing fetched from elsewhere.
const page = (title, body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}`;

const login = () => page('Sign in', `<form method="post">
  <label>Name <input name="login" required autofocus></label>
  <label>Password <input name="password" type="password"></label>
  <button name="act" value="login">Sign in</button></form>`);

const consent = (details) => page('Allow access?', `<p>${details.params.client_id} asks for: <q>${details.params.scope}</q></p>
  <form method="post"><button name="act" value="allow">Allow</button><button name="act" value="deny">Deny</button></form>`);

// The pages of the device flow; the server makes their forms.
export const devicePages = {
  userCodeInputSource: (ctx, form) => {
    ctx.body = page('Enter the code', `${form}<button type="submit" form="op.deviceInputForm" value="code">Continue</button>`);
  },
  userCodeConfirmSource: (ctx, form, client, _info, code) => {
    ctx.body = page('Is this the code?', `<p>${client.clientId}: ${code}</p>${form}
      <button type="submit" form="op.deviceConfirmForm" value="confirm">Yes</button>`);
  },
  successSource: (ctx) => { ctx.body = page('Signed in', '<p>The device may go on.</p>'); },
};

async function form(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

async function allow(provider, { session, params, prompt, grantId }) {
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const { missingOIDCScope = [], missingOIDCClaims = [], missingResourceScopes = {} } = prompt.details;
  if (missingOIDCScope.length) grant.addOIDCScope(missingOIDCScope.join(' '));
  if (missingOIDCClaims.length) grant.addOIDCClaims(missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missingResourceScopes)) grant.addResourceScope(resource, scopes.join(' '));
  return { consent: grantId ? {} : { grantId: await grant.save() } };
}

async function answer(provider, details, sent) {
  if (sent.act === 'login') return { login: { accountId: sent.login } };
  if (sent.act === 'deny') return { error: 'access_denied', error_description: 'The person said no.' };
  return allow(provider, details);
}

export const interactions = (provider) => async (ctx, next) => {
  if (!/^\/interaction\/[^/]+$/.test(ctx.path)) return next();
  const details = await provider.interactionDetails(ctx.req, ctx.res);
  ctx.set('cache-control', 'no-store');
  if (ctx.method === 'GET') {
    ctx.type = 'html';
    ctx.body = details.prompt.name === 'login' ? login() : consent(details);
    return undefined;
  }
  const result = await answer(provider, details, await form(ctx.req));
  ctx.status = 303;
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: true }));
  ctx.status = 303;
  return undefined;
};

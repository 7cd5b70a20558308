// An authorization server that others wrote (oidc-provider), as strict as it can be set: every refresh token is
// used once, and a second use revokes the grant. Prints one JSON line with its addresses, then serves until stdin ends.
import { createServer } from 'node:http';

import { Provider, errors } from 'oidc-provider';

import { BoundApi } from './bound_api.js';
import { Changes, Nonces } from './changes.js';
import { Control } from './control.js';
import { Front } from './front.js';
import { Grants } from './grants.js';
import { devicePages, interactions } from './interactions.js';
import { Journal } from './journal.js';
import { Mutual, mutualFeature } from './mutual.js';
import { methods, provers } from './provers.js';
import { api } from './api.js';
import { Notes } from './notes.js';

const settings = JSON.parse(process.argv[2] ?? '{}');
const lifetime = { access: settings.access_ttl ?? 60 };
const journal = new Journal();

const clients = [
  {
    client_id: 'desk-public',
    application_type: 'native',
    dpop_bound_access_tokens: Boolean(settings.dpop), // without a proof it gets nothing then
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback', 'http://127.0.0.1/other'],
    grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  },
  {
    // Both hold what form encoding changes (RFC 6749 appendix B).
    client_id: 'desk confidential:1%2B',
    client_secret: 'odd +/%:&=?"\'~ secret',
    application_type: 'native',
    token_endpoint_auth_method: 'client_secret_basic',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
  },
  {
    client_id: 'desk-device',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: [],
    response_types: [],
    grant_types: ['refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  },
  ...provers(settings),
];

const mutual = settings.mutual && new Mutual(settings.mutual);
await mutual?.listen();

const front = new Front(journal, settings.mount ?? '');
await front.listen();
const notes = settings.notes && new Notes(front.address, journal);

const taken = settings.methods ?? methods(settings);
const configuration = {
  clients: clients.filter((client) => taken.includes(client.token_endpoint_auth_method)),
  clientAuthMethods: taken,
  discovery: mutual ? { mtls_endpoint_aliases: mutual.aliases() } : {},
  cookies: { keys: ['only for tests'] },
  scopes: ['openid', 'offline_access', 'profile', 'email'],
  claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: id, email: `${id}@example.test` }) }),
  rotateRefreshToken: true,
  expiresWithSession: () => false,
  ttl: {
    AccessToken: () => lifetime.access,
    ClientCredentials: () => lifetime.access,
    RefreshToken: () => 14 * 24 * 3600,
    IdToken: () => 3600,
    AuthorizationCode: () => 60,
    DeviceCode: () => 120,
    Grant: () => 14 * 24 * 3600,
    Interaction: () => 600,
    Session: () => 14 * 24 * 3600,
  },
  features: {
    clientCredentials: { enabled: Boolean(settings.grants) },
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true, ...devicePages },
    dPoP: { enabled: settings.dpop ?? false, nonceSecret: Buffer.alloc(32, 7), requireNonce: () => Boolean(settings.dpop) },
    introspection: { enabled: true },
    ...(mutual ? { mTLS: mutualFeature } : {}),
    registration: { enabled: true },
    revocation: { enabled: true },
    pushedAuthorizationRequests: {
      enabled: Boolean(settings.pushed), requirePushedAuthorizationRequests: settings.pushed === 'required',
    },
    resourceIndicators: notes ? notes.feature(errors, lifetime) : { enabled: false },
    userinfo: { enabled: true },
  },
  interactions: { url: (_, interaction) => `${front.mount}/interaction/${interaction.uid}` },
  pkce: { required: () => true },
};

const provider = new Provider(front.issuer, configuration);
journal.watch(provider);
if (settings.grants) new Grants(provider, front.issuer);
provider.use(interactions(provider));
provider.use(api(provider));
if (notes) provider.use(notes.serve(provider));
front.serve(provider.callback());
mutual?.serve(provider.callback());

const bound = settings.dpop && new BoundApi(journal);
await bound?.listen(provider);
const changes = new Changes(provider, journal, bound ? { server: new Nonces('server'), api: bound.nonces } : {});

const control = new Control({ provider, front, journal, lifetime, mutual, changes });
const door = createServer(control.handle);
await new Promise((done) => door.listen(0, '127.0.0.1', done));
const addresses = {
  issuer: front.issuer, control: `http://127.0.0.1:${door.address().port}`, mutual: mutual?.address, notes: notes?.resource,
  bound: bound?.address,
};
process.stdout.write(`${JSON.stringify(addresses)}\n`);
process.stdin.on('end', () => process.exit(0)).resume();

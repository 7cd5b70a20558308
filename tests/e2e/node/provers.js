// Clients that prove themselves with more than a secret in the body or the header.
const common = {
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
};
const bound = { ...common, tls_client_certificate_bound_access_tokens: true };

export const methods = ({ mutual }) => [
  'none', 'client_secret_basic', 'client_secret_jwt', 'client_secret_post', 'private_key_jwt',
  ...(mutual ? ['tls_client_auth', 'self_signed_tls_client_auth'] : []),
];

export const provers = ({ jwks, mutual }) => [
  {
    ...common,
    client_id: 'desk-secret-jwt',
    client_secret: 'a secret that is long enough to sign with',
    token_endpoint_auth_method: 'client_secret_jwt',
  },
  ...(jwks ? [{ ...common, client_id: 'desk-signing', token_endpoint_auth_method: 'private_key_jwt', jwks }] : []),
  ...(mutual ? [
    { ...bound, client_id: 'desk-tls', token_endpoint_auth_method: 'tls_client_auth', tls_client_auth_subject_dn: 'CN=desk' },
    {
      ...bound,
      client_id: 'desk-self-signed',
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: mutual.self_signed,
    },
  ] : []),
];

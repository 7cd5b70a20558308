// An API at an origin of its own that takes a token with its key alone (RFC 9449 §7), and has nonces of its own (§9).
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';

import { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } from 'jose';

import { Nonces } from './changes.js';

export class BoundApi {
  nonces = new Nonces('api');

  constructor(journal) {
    this.journal = journal;
  }

  async listen(provider) {
    this.provider = provider;
    this.server = createServer((request, response) => this.#answer(request, response));
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.address = `http://127.0.0.1:${this.server.address().port}`;
  }

  async #answer(request, response) {
    const { error, nonce, person } = await this.#judged(request);
    this.journal.add('bound', { nonce, error });
    // Whoever is refused hears of a new nonce as well.
    if (error === 'invalid_token') this.nonces.turn();
    if (nonce !== this.nonces.nextChallenge()) response.setHeader('dpop-nonce', this.nonces.nextChallenge());
    if (error) response.setHeader('www-authenticate', `DPoP error="${error}", algs="ES256"`);
    response.writeHead(error ? 401 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(error ? { error } : { subject: person }));
  }

  async #judged(request) {
    const [scheme, value] = (request.headers.authorization ?? '').split(' ');
    if (scheme !== 'DPoP') return { error: 'invalid_token' };
    let proof;
    try {
      proof = await jwtVerify(request.headers.dpop ?? '', EmbeddedJWK, { algorithms: ['ES256'], typ: 'dpop+jwt' });
    } catch {
      return { error: 'invalid_dpop_proof' };
    }
    const { payload, protectedHeader } = proof;
    const nonce = payload.nonce;
    if (!this.nonces.checkChallenge(nonce)) return { error: 'use_dpop_nonce', nonce };
    const right = {
      htm: request.method,
      htu: `${this.address}${request.url.split('?')[0]}`,
      ath: createHash('sha256').update(value).digest('base64url'),
    };
    if (Object.entries(right).some(([name, wanted]) => payload[name] !== wanted)) return { error: 'invalid_dpop_proof', nonce };
    const token = await this.provider.AccessToken.find(value);
    if (token?.jkt !== await calculateJwkThumbprint(protectedHeader.jwk)) return { error: 'invalid_token', nonce };
    return { nonce, person: token.accountId };
  }
}

// What the owner of a server does while programs are signed in: other keys, other nonces, programs that are forgotten.
import { generateKeyPairSync } from 'node:crypto';

import initializeKeystore from './node_modules/oidc-provider/lib/helpers/initialize_keystore.js';
import inside from './node_modules/oidc-provider/lib/helpers/weak_cache.js';

// In the place of the server's own nonces, which change once a minute.
export class Nonces {
  constructor(name) {
    this.name = name;
    this.count = 1;
    this.good = [`${name}-1`];
  }

  nextChallenge() {
    return this.good.at(-1);
  }

  checkChallenge(told) {
    return this.good.includes(told);
  }

  // With `keep` those of before are still taken, and the new one is told with an answer that is no refusal.
  turn(keep = false) {
    this.count += 1;
    this.good = [...(keep ? this.good : []), `${this.name}-${this.count}`];
  }

  forgetOlder() {
    this.good = this.good.slice(-1);
  }
}

export class Changes {
  secretsEndIn = 0;

  constructor(provider, journal, places) {
    Object.assign(this, { provider, journal, places });
    provider.on('registration_create.success', (ctx) => this.#limit(ctx.body));
    if (places.server) inside(provider).DPoPNonces = places.server;
  }

  get actions() {
    return {
      turn_nonce: ({ place, keep }) => this.places[place].turn(keep),
      forget_older_nonces: ({ place }) => this.places[place].forgetOlder(),
      rotate_keys: () => this.#rotate(),
      forget_programs: () => Promise.all(this.#registered().map((id) => this.provider.Client.adapter.destroy(id))),
      secrets_end_in: ({ seconds }) => { this.secretsEndIn = seconds; },
    };
  }

  #registered() {
    return this.journal.entries.filter(({ kind }) => kind === 'registration').map((entry) => entry.client_id);
  }

  #rotate() {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: `turned-${Date.now()}` };
    initializeKeystore.call(this.provider, { keys: [key] });
    return key.kid;
  }

  // The answer tells when the secret ends; the server itself refuses it from then on.
  #limit(answer) {
    if (!this.secretsEndIn || !answer.client_secret) return;
    answer.client_secret_expires_at = Math.floor(Date.now() / 1000) + this.secretsEndIn;
    const { registration_access_token: _, registration_client_uri: __, ...kept } = answer;
    this.provider.Client.adapter.upsert(answer.client_id, kept);
  }
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

export interface OidcIssuer {
  readonly url: string;
  /** Of requests for its keys, and of all. */
  readonly counts: { keys: number; all: number };
  /** What it answers instead; undefined: it is well. */
  broken: 'everything' | 'keys' | undefined;
  /** Called so by itself; default: as it is reached. */
  name: string;
  /** Makes a key; from now on it signs with it. */
  rotate(algorithm?: string, keep?: boolean): Promise<void>;
  readonly publicKeys: readonly JWK[];
  sign(
    claims: JWTPayload,
    header?: { alg?: string; kid?: string },
    key?: CryptoKey | Uint8Array,
  ): Promise<string>;
  close(): Promise<void>;
}

/** A small issuer of OpenID Connect, with real keys. */
export async function oidcIssuer(): Promise<OidcIssuer> {
  let publicKeys: JWK[] = [];
  let current: { kid: string; alg: string; key: CryptoKey };
  let made = 0;
  const counts = { keys: 0, all: 0 };
  const http = createServer(({ url }, response) => {
    const answer = (status: number, body: object) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    counts.all += 1;
    if (issuer.broken === 'everything') answer(500, {});
    else if (url === '/.well-known/openid-configuration')
      answer(200, { issuer: issuer.name, jwks_uri: `${issuer.url}/keys` });
    else if (url === '/keys') {
      counts.keys += 1;
      if (issuer.broken === 'keys') answer(500, {});
      else answer(200, { keys: publicKeys });
    } else answer(404, {});
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const issuer: OidcIssuer = {
    url,
    counts,
    broken: undefined,
    name: url,
    get publicKeys() {
      return publicKeys;
    },
    async rotate(alg = 'RS256', keep = false) {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const kid = `key-${(made += 1)}`;
      const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' };
      publicKeys = [...(keep ? publicKeys : []), jwk];
      current = { kid, alg, key: privateKey };
    },
    sign: (claims, header = {}, key) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: current.alg, kid: current.kid, ...header })
        .sign(key ?? current.key),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  await issuer.rotate();
  return issuer;
}

import { readFileSync } from 'node:fs';
import { credentials, ServerCredentials, type ChannelCredentials } from '@grpc/grpc-js';
import { IsothermError } from '../errors.js';
import { reasonOf } from '../reason-of.js';

/** Paths of PEM files. Both ends show a certificate, and each accepts only those that `ca` signed. */
export interface TlsFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** @throws IsothermError `config.invalid` when a file cannot be read. */
export function serverCredentials(tls: TlsFiles | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const { ca, cert, key } = read(tls);
  return ServerCredentials.createSsl(ca, [{ private_key: key, cert_chain: cert }], true);
}

/** @throws IsothermError `config.invalid` when a file cannot be read. */
export function clientCredentials(tls: TlsFiles | undefined): ChannelCredentials {
  if (!tls) return credentials.createInsecure();
  const { ca, cert, key } = read(tls);
  return credentials.createSsl(ca, key, cert);
}

function read(tls: TlsFiles): Record<keyof TlsFiles, Buffer> {
  const file = (name: keyof TlsFiles): Buffer => {
    try {
      return readFileSync(tls[name]);
    } catch (cause) {
      const reason = reasonOf(cause);
      throw new IsothermError(
        'config.invalid',
        `The TLS file ${name} cannot be read: ${reason}. Check its path and mode.`,
        {
          cause,
        },
      );
    }
  };
  return { ca: file('ca'), cert: file('cert'), key: file('key') };
}

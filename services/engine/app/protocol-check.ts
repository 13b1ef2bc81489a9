import { PROTOCOL_VERSION } from '../../../lib/protocol/observation.js';

interface Refusing {
  send(message: { readonly kind: 'refused'; readonly reason: string }): void;
  close(): void;
}

/** Whether a peer speaks as we do; one that does not is told so, and its stream ends. */
export function speaksOurs(link: Refusing, who: string, protocol: number): boolean {
  if (protocol === PROTOCOL_VERSION) return true;
  link.send({
    kind: 'refused',
    reason: `this engine speaks protocol ${String(PROTOCOL_VERSION)}, ${who} speaks ${String(protocol)}: update the older one`,
  });
  link.close();
  return false;
}

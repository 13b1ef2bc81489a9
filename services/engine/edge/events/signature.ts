import { createHmac } from 'node:crypto';

/**
 * The headers by which a receiver knows that it was us, and when: HMAC-SHA256 over the timestamp (seconds since the epoch), a dot and the
 * body, in hex.
 */
export function signed(
  secret: string,
  body: string,
  nowMs: number,
): { readonly 'isotherm-timestamp': string; readonly 'isotherm-signature': string } {
  const timestamp = String(Math.floor(nowMs / 1_000));
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'isotherm-timestamp': timestamp, 'isotherm-signature': `v1=${digest}` };
}

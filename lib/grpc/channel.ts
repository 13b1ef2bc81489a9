import type { ChannelOptions } from '@grpc/grpc-js';

/** The largest message that is accepted, in bytes, unless the configuration says otherwise. */
export const DEFAULT_MESSAGE_BYTES = 32 * 1024 * 1024;

/**
 * Both ends ask the other for a sign of life after 10 s of silence, and give it 3 s: a machine that vanished is noticed
 * within 13 s. It proves only that the peer's process runs; leases do the rest.
 */
export function channelOptions(messageBytes: number): ChannelOptions {
  return {
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 3_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.max_receive_message_length': messageBytes,
    'grpc.max_send_message_length': messageBytes,
  };
}

import type { z } from 'zod';

/** Whence a message came, beside what it says. */
export interface MessageOrigin {
  readonly routingKey: string;
  /** Of an oslo envelope, such as `compute.instance.update`; empty for plain JSON. */
  readonly eventType: string;
}

/** How the messages of a broker tell that something has happened to things of a type. */
export interface Notifications<Payload = unknown> {
  /** The topic exchange to which they are published. It is bound to, and never declared. */
  readonly exchange: string;
  /** As AMQP binds them: words between dots, `*` for any one, `#` for any number of them. */
  readonly routingKeys: readonly string[];
  /** Of an oslo envelope its payload, else the whole body. A message that does not fit is malformed. */
  readonly payload: z.ZodType<Payload>;
  /** The physical ids of the things of the type that the message is about; none: it is about others. Pure. */
  things(payload: Payload, origin: MessageOrigin): readonly string[];
}

/** Gives `things` the type of the payload's schema. */
export function defineNotifications<Payload>(notifications: Notifications<Payload>): Notifications {
  // Nobody calls `things` with what the schema has not accepted.
  return notifications;
}

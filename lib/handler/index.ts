/** `isotherm/handler`: what the authors of provider packages import. */
export type {
  AttributeMeta,
  Call,
  Changes,
  Checkpoint,
  Constraint,
  ConstraintCall,
  Created,
  Done,
  Handler,
  Observation,
  ObservedStatus,
  PropertyMeta,
  Provider,
  Thing,
} from './contract.js';
export type {
  Notification,
  NotificationOutcome,
  NotificationSource,
  Notify,
  SourceContext,
} from './notification-source.js';
export type { Json, JsonObject } from '../json.js';
export type { RecordKind, Records } from './records.js';
export { defineNotifications, type MessageOrigin, type Notifications } from './notifications.js';
export { defineResource, type ResourceDefinition } from './define-resource.js';
export { defineProvider } from './define-provider.js';
export { Again, Permanent, Transient } from './errors.js';

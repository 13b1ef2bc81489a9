import { loadSync, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader';
import { packageRoot } from '../package-root.js';
import type { ObserverInWire, ObserverOutWire } from './observer-codec.js';
import type { WorkerInWire, WorkerOutWire } from './worker-codec.js';

/** The one method of a service: a stream each way, with the (de)serialisers of its messages. */
export interface StreamMethod<Request extends object, Response extends object> {
  readonly path: string;
  readonly requestSerialize: (message: Request) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (message: Response) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

export const workerMethod = (): StreamMethod<WorkerOutWire, WorkerInWire> => load('Worker');
export const observerMethod = (): StreamMethod<ObserverOutWire, ObserverInWire> => load('Observer');

const loaded = new Map<string, MethodDefinition<object, object>>();

/** The wire types beside the codecs say what these options make of the messages: enums as numbers, every field set. */
function load(name: 'Worker' | 'Observer'): MethodDefinition<object, object> {
  const before = loaded.get(name);
  if (before) return before;
  const definitions = loadSync(`isotherm/v1/${name.toLowerCase()}.proto`, {
    includeDirs: [`${packageRoot}proto`],
    enums: Number,
    longs: Number,
    defaults: true,
    oneofs: true,
  });
  const service = definitions[`isotherm.v1.${name}Service`] as ServiceDefinition | undefined;
  const method = service?.['Connect'];
  if (!method) throw new Error(`${packageRoot}proto is not complete: it has no ${name}Service`);
  loaded.set(name, method);
  return method;
}

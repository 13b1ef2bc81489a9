import { EMPTY_ENVIRONMENT, type EnvironmentDocument } from '../../../../lib/hot/environment/environment.js';
import { defaultLimits } from '../../../../lib/hot/limits.js';
import { readDocument } from '../../../../lib/hot/read-document.js';
import { isMap } from '../../../../lib/hot/storable.js';
import type { JsonObject } from '../../../../lib/json.js';
import type { Blob } from '../../store/revisions.js';
import type { Seal } from '../instance-rows.js';
import type { GoalRequest } from './use-cases.js';

/** Also makes digests, from which a text cannot be guessed. */
export interface KeyedSeal extends Seal {
  digest(text: string): string;
}

/** What a user sent beside the template, as it is stored for the next PATCH. */
interface StoredRequest {
  /** In which the parameters are that were given beside it, too. */
  readonly environment?: EnvironmentDocument;
  /** Hashes of their contents, by name. */
  readonly fileHashes?: { readonly [name: string]: string };
  /** The contents themselves, as they were stored once. */
  readonly files?: { readonly [name: string]: string };
}

/** Parameters stood beside the environment, which was as it had been sent. */
interface StoredOnce {
  readonly parameters?: JsonObject;
  readonly environment?: string | JsonObject;
}

/** What a user sent, with the template and the contents of the files. */
export interface KeptRequest {
  readonly template: string;
  readonly environment: JsonObject;
  readonly files: { readonly [name: string]: string };
}

/** The text to store, and the files that it names by hash: equal ones are kept once, whatever stacks have them. */
export function storedRequest(
  seal: KeyedSeal,
  files: GoalRequest['files'],
  environment: EnvironmentDocument,
): { readonly text: string; readonly blobs: readonly Blob[] } {
  const blobs = new Map<string, Blob>();
  const fileHashes: Record<string, string> = {};
  for (const [name, content] of Object.entries(files ?? {})) {
    const hash = seal.digest(content);
    fileHashes[name] = hash;
    if (!blobs.has(hash)) blobs.set(hash, { hash, content: seal.seal(content) });
  }
  const stored: StoredRequest = { environment, fileHashes };
  return { text: seal.seal(JSON.stringify(stored)), blobs: [...blobs.values()] };
}

export interface KeptRequestPorts {
  readonly seal: KeyedSeal;
  readonly loadBlobs: (hashes: readonly string[]) => Promise<ReadonlyMap<string, string>>;
}

export async function keptRequest(
  { seal, loadBlobs }: KeptRequestPorts,
  stored: { readonly template: string; readonly request: string },
): Promise<KeptRequest> {
  const { fileHashes = {}, files: inline, environment = {} } = storedIn(seal, stored.request);
  const hashes = Object.values(fileHashes);
  const blobs = hashes.length > 0 ? await loadBlobs(hashes) : new Map<string, string>();
  const files: Record<string, string> = { ...inline };
  for (const [name, hash] of Object.entries(fileHashes)) files[name] = seal.open(blobs.get(hash) ?? '');
  return { environment, template: seal.open(stored.template), files };
}

/** The environment of a goal, without the contents of its files. */
export function keptEnvironment(seal: Seal, request: string): JsonObject {
  return storedIn(seal, request).environment ?? {};
}

function storedIn(seal: Seal, request: string): StoredRequest {
  return asStoredNow(JSON.parse(seal.open(request)) as StoredRequest & StoredOnce);
}

function asStoredNow({ parameters, ...stored }: StoredRequest & StoredOnce): StoredRequest {
  const given: unknown = stored.environment;
  if (parameters === undefined && typeof given !== 'string') return stored;
  const read = typeof given === 'string' ? readDocument(given, 'environment', defaultLimits) : given;
  const environment = isMap(read) ? (read as unknown as EnvironmentDocument) : EMPTY_ENVIRONMENT;
  return {
    ...stored,
    environment: { ...environment, parameters: { ...environment.parameters, ...parameters } },
  };
}

/** The contents that a request needs, by their hashes. */
export function hashesOf(seal: Seal, request: string): string[] {
  const { fileHashes = {} } = storedIn(seal, request);
  return [...new Set(Object.values(fileHashes))];
}

/** The names of the files that came with a goal. */
export function fileNames(seal: Seal, request: string): string[] {
  const { fileHashes, files } = storedIn(seal, request);
  return Object.keys(fileHashes ?? files ?? {}).sort();
}

/** A PATCH: template and files that it leaves out are as they were. Its environment is merged where it is compiled. */
export function mergedRequest(kept: KeptRequest, request: GoalRequest): GoalRequest {
  return {
    ...request,
    template: request.template ?? kept.template,
    files: { ...kept.files, ...request.files },
  };
}

/** True for a PATCH that leaves the goal as it is: there is nothing to compile. */
export function changesNoGoal({
  template,
  parameters,
  environment,
  environmentFiles,
  files,
  clearParameters,
}: GoalRequest): boolean {
  const none = (given: object | string | undefined) => given === undefined || Object.keys(given).length === 0;
  return (
    template === undefined && [parameters, environment, environmentFiles, files, clearParameters].every(none)
  );
}

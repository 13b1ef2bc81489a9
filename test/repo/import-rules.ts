import { posix } from 'node:path';
import ts from 'typescript';

/** What the files of a folder may import. The first rule whose `from` fits a file is its rule. */
interface Rule {
  readonly from: RegExp;
  readonly may: readonly RegExp[];
  readonly but?: readonly RegExp[];
}

const builtin = /^node:/;
const ourOwn = /^(lib|services|cli|scripts|test)\//;
/** OpenTelemetry is loaded by `lib/tracing` alone, and there only when it is asked for. */
const telemetry = /^@opentelemetry\//;
const anyPackage = /^(?!node:|@opentelemetry\/|(lib|services|cli|scripts|test)\/)/;
const database = /^(pg|typeorm)(\/|$)/;
const rest = /^(fastify.*|@fastify\/.*)$/;
const rpc = /^@grpc\//;

export const rules: readonly Rule[] = [
  { from: /^test\//, may: [/./] },
  {
    from: /^services\/engine\/core\//,
    // The evaluator of the template language is as pure as the core; of the contract it needs the types.
    may: [
      /^services\/engine\/core\//,
      /^lib\/hot\/(values|evaluate|environment\/hooks)\.ts$/,
      /^lib\/handler\/contract\.ts$/,
      /^lib\/(json|drift-policy)\.ts$/,
    ],
  },
  {
    from: /^services\/engine\/app\//,
    may: [/^services\/engine\/(app|core|store)\//, /^lib\//, builtin, anyPackage],
    but: [database, rest, rpc],
  },
  {
    from: /^services\/engine\/store\//,
    may: [
      /^services\/engine\/(store|core)\//,
      /^services\/engine\/app\/(use-cases\/)?[\w-]+\.ts$/,
      /^lib\//,
      builtin,
      anyPackage,
    ],
    but: [rest, rpc],
  },
  {
    from: /^services\/engine\/edge\//,
    may: [/^services\/engine\/(edge|app)\//, /^lib\//, builtin, anyPackage],
    but: [database],
  },
  ...['engine', 'worker', 'observer'].map((service) => ({
    from: new RegExp(`^services/${service}/`),
    may: [new RegExp(`^services/${service}/`), /^lib\//, builtin, anyPackage],
    ...(service === 'engine' ? {} : { but: [database] }),
  })),
  {
    from: /^lib\/providers\/local\//,
    may: [/^lib\/providers\/local\//, /^lib\/handler\//, /^lib\/(json|errors)\.ts$/, builtin, anyPackage],
    but: [database, rest, rpc],
  },
  {
    from: /^lib\/providers\/heat\//,
    may: [/^lib\/providers\/heat\//, /^lib\/handler\//, /^lib\/(json|errors)\.ts$/, builtin, anyPackage],
    but: [database, rest, rpc],
  },
  {
    from: /^lib\/handler\//,
    may: [
      /^lib\/(handler|protocol)\//,
      /^lib\/python\/text\.ts$/,
      /^lib\/(json|errors|package-root)\.ts$/,
      builtin,
      /^zod$/,
    ],
  },
  { from: /^lib\/python\//, may: [/^lib\/python\//, /^lib\/json\.ts$/] },
  { from: /^lib\/yaql\//, may: [/^lib\/(yaql|python)\//, /^lib\/json\.ts$/] },
  {
    from: /^lib\/hot\//,
    may: [
      /^lib\/(hot|python)\//,
      /^lib\/yaql\/compile-yaql\.ts$/,
      /^lib\/config\/host-pattern\.ts$/,
      /^lib\/handler\/(contract|coerce-value)\.ts$/,
      /^lib\/(json|errors|redact|drift-policy|package-root)\.ts$/,
      /^node:(url|path|worker_threads|crypto|util|buffer|net)$/,
      /^(yaml|zod)$/,
    ],
  },
  {
    from: /^lib\/grpc\//,
    may: [/^lib\//, builtin, rpc, /^zod$/],
    but: [/^lib\/(providers|embedded-postgres)\//],
  },
  {
    from: /^lib\/tracing\//,
    may: [/^lib\/(tracing|log)\//, /^lib\/(clock|lifecycle|log|version)\.ts$/, builtin, telemetry],
  },
  { from: /^lib\//, may: [/^lib\//, builtin, anyPackage], but: [/^lib\/providers\//, database, rest, rpc] },
  {
    from: /^cli\//,
    may: [
      /^cli\//,
      /^lib\//,
      /^services\/(\w+\/[\w-]+|engine\/app\/use-cases\/use-cases)\.ts$/,
      builtin,
      anyPackage,
    ],
    but: [database],
  },
  { from: /^scripts\//, may: [/^scripts\//, /^lib\//, /^services\/\w+\/config\.ts$/, builtin, /^prettier$/] },
];

/** The imports of a file that its rule does not allow, in words. Type imports, re-exports and dynamic ones count too. */
export function forbiddenImports(path: string, text: string): string[] {
  const rule = rules.find((one) => one.from.test(path));
  if (rule === undefined) return [`${path} lies where no import rule says what it may do`];
  return importsOf(path, text)
    .filter((target) => !allowed(rule, target))
    .map((target) => `${path} must not import ${target}`);
}

function allowed(rule: Rule, target: string): boolean {
  if (rule.but?.some((pattern) => pattern.test(target)) === true) return false;
  return rule.may.some((pattern) => pattern.test(target));
}

/** Our own files by their path in the repository, builtins with `node:`, packages by name. */
function importsOf(path: string, text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith('.')) return fileName;
    return posix.join(posix.dirname(path), fileName).replace(/\.js$/, '.ts');
  });
}

/** Imports of our own that do not end in `.js`, or leave the repository. */
export function brokenPaths(path: string, text: string): string[] {
  return ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .filter((name) => !name.endsWith('.js') || !ourOwn.test(posix.join(posix.dirname(path), name)))
    .map((name) => `${path} imports ${name}`);
}

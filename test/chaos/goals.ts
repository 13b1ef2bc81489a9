import { join } from 'node:path';

/** What a stack shall have: files by name with their content, and processes by name with what they are started with. */
export interface Wanted {
  readonly files: Readonly<Record<string, string>>;
  readonly processes: Readonly<Record<string, string>>;
}

export const NOTHING: Wanted = { files: {}, processes: {} };

/** Some files and processes, of few names, so that goals have things in common. */
export function randomGoal(random: () => number): Wanted {
  const files: Record<string, string> = {};
  const processes: Record<string, string> = {};
  for (let i = 0; i < 4; i += 1)
    if (random() < 0.6) files[`file-${String(i)}`] = `content ${String(Math.floor(random() * 4))}\n`;
  for (let i = 0; i < 2; i += 1)
    if (random() < 0.6) processes[`process-${String(i)}`] = `v${String(Math.floor(random() * 3))}`;
  return { files, processes };
}

/** A directory, files in it that partly require each other, and processes that come after the files. */
export function templateOf(world: string, stack: string, { files, processes }: Wanted): object {
  const home = join(world, stack);
  const resources: Record<string, object> = {
    home: { type: 'Local::Directory', properties: { path: home } },
  };
  const names = Object.keys(files);
  names.forEach((name, i) => {
    const before = i > 0 && i % 2 === 1 ? [names[i - 1] ?? ''] : [];
    resources[name] = {
      type: 'Local::File',
      depends_on: ['home', ...before],
      properties: { path: join(home, name), content: files[name] },
    };
  });
  for (const [name, version] of Object.entries(processes)) {
    resources[name] = {
      type: 'Local::Process',
      depends_on: ['home', ...names.slice(0, 1)],
      properties: {
        command: '/bin/sh',
        args: ['-c', `exec sleep 86400 # ${version}`],
        env: { ISOTHERM_E2E: world, ISOTHERM_NAME: `${stack}/${name}/${version}` },
      },
    };
  }
  return { heat_template_version: '2016-10-14', resources };
}

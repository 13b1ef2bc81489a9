import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { completionScript } from '../../cli/completion.js';
import { exitCodeHelp, exitCodes } from '../../cli/exit-code.js';
import { buildProgram } from '../../cli/program.js';
import { packageRoot } from '../../lib/package-root.js';
import { runCli } from '../support/run-cli.js';

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

describe('CLI: the program', () => {
  it('gives an example in the help of every command that asks an engine', () => {
    for (const command of leaves(buildProgram())) {
      if (command.parent?.name() === 'dev') continue;
      assert.match(helpOf(command), /Examples?:\n {2}\$ /, command.name());
    }
  });

  it('has every command in its documentation', () => {
    const page = readFileSync(join(packageRoot, 'docs/command-line.md'), 'utf8');
    const rows = page.split('\n').filter((line) => line.startsWith('|'));
    for (const command of leaves(buildProgram())) {
      const words: string[] = [];
      for (let each: Command | null = command; each?.parent; each = each.parent) words.unshift(each.name());
      const isTold = rows.some((row) => words.every((word) => new RegExp(`[ \`]${word}[ \`]`).test(row)));
      assert(isTold, `docs/command-line.md has no row of ${words.join(' ')}`);
    }
  });

  it('documents every exit code', async () => {
    const { code, out } = await runCli(['--help']);
    assert.equal(code, 0);
    for (const exitCode of Object.values(exitCodes)) {
      assert.match(exitCodeHelp, new RegExp(`^ {2}${exitCode} +\\w`, 'm'));
      assert.match(out, new RegExp(`^ {2}${exitCode} +\\w`, 'm'));
    }
  });

  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    assert.deepEqual((await runCli(['--version'])).out, `${version}\n`);
  });

  it('loads nothing heavy for help', async () => {
    // Node tells every module it loads when asked through this hook of its own.
    const { err } = await runCli(['--help'], { NODE_DEBUG: 'esm,module' });
    assert.match(err, /commander/);
    for (const heavy of ['typeorm', 'fastify', '@grpc', 'zod', 'pino', 'yaml']) {
      assert.ok(!err.includes(`node_modules/${heavy}`), `${heavy} was loaded`);
    }
  });

  it('completes commands and options', () => {
    const program = buildProgram();
    const bash = completionScript(program, 'bash');
    const ask = (...words: string[]) => {
      const script = `${bash}\nCOMP_WORDS=(isotherm ${words.map((word) => `'${word}'`).join(' ')})\nCOMP_CWORD=${words.length}\n_isotherm\necho "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
    };
    assert.deepEqual(ask('res'), ['resource', 'resource-type']);
    assert.deepEqual(ask('stack', 'cr'), ['create']);
    assert.deepEqual(ask('stack', 'create', 'name', '--no-w'), ['--no-wait']);
    assert.deepEqual(ask('dev', 'de'), ['destroy']);
    assert.deepEqual(ask('stack', 'snapshot', 're'), ['restore']);
    assert.deepEqual(ask('revision', 'diff', 'shop', '--js'), ['--json']);
    assert.ok(completionScript(program, 'zsh').includes('bashcompinit'));
    assert.match(
      completionScript(program, 'fish'),
      /complete -c isotherm -f -n '__fish_seen_subcommand_from stack.*' -a 'create /,
    );
  });

  it('prints the configuration of a service, and tells all its faults at once', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'isotherm-config-'));
    try {
      const file = join(directory, 'engine.yaml');
      writeFileSync(file, 'rest:\n  port: 9000\n');
      const { code, out } = await runCli(['engine', '--config', file, '--print-config'], {
        DATABASE_URL: 'postgresql://u:hush@h/d',
      });
      assert.equal(code, 0);
      assert.match(out, /port: 9000/);
      assert.doesNotMatch(out, /hush/);
      writeFileSync(file, 'rest:\n  prot: 9000\n  host: 5\n');
      const bad = await runCli(['engine', '--config', file]);
      assert.equal(bad.code, 2);
      assert.match(bad.err, /prot/);
      assert.match(bad.err, /host/);
      for (const service of ['worker', 'observer']) {
        const unset = await runCli([service, '--print-config']);
        assert.deepEqual([unset.code, unset.out], [2, '']);
        assert.match(unset.err, /engines/);
      }
    } finally {
      rmSync(directory, { recursive: true });
    }
  }).timeout(20_000);
});

import { CommanderError } from 'commander';
import { exitCodes } from './exit-code.js';
import { buildProgram } from './program.js';

// The reader, such as head, has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const program = buildProgram();
for (const command of [program, ...descendants(program)]) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version end here too, with 0; a mistake has been told already.
  process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
}

function descendants(command: typeof program): readonly (typeof program)[] {
  return command.commands.flatMap((each) => [each, ...descendants(each)]);
}

// Ends with 0 while the service of this container works. Which one it is the image does not know: one of the default ports of
// `monitoring` answers, or the one that the environment sets.
/* global fetch */
const { ISOTHERM_MONITORING_PORT: port } = process.env;
const answers = (port ? [port] : [8014, 8015, 8016]).map(async (port) => {
  const { ok, status } = await fetch(`http://127.0.0.1:${port}/healthz`);
  if (!ok) throw new Error(`port ${port} answers ${status}`);
});
try {
  await Promise.any(answers);
} catch ({ errors }) {
  for (const error of errors) console.error(`${error.message} ${error.cause?.message ?? ''}`);
  process.exitCode = 1;
}

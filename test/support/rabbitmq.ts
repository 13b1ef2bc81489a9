import { BROKER_START_MS, findBroker, RabbitNode, type Broker } from './rabbitmq-node.js';

export type { Broker } from './rabbitmq-node.js';

let broker: Promise<RabbitNode> | undefined;

/**
 * The broker of this test run, which starts with the first one asked for and ends with the run. A suite without it is skipped,
 * and says so; undefined then.
 */
export async function theBroker(suite: Mocha.Context): Promise<Broker | undefined> {
  suite.timeout(BROKER_START_MS + 10_000);
  const there = await brokerIfAny();
  if (there) return there;
  console.error(
    'SKIPPED: there is no rabbitmq-server on this machine; install it to test notifications by AMQP',
  );
  suite.skip();
  return undefined;
}

/** As `theBroker`, for who can do without. */
export async function brokerIfAny(): Promise<Broker | undefined> {
  const server = findBroker();
  return server === undefined ? undefined : (broker ??= RabbitNode.launch(server));
}

after('stop the RabbitMQ of the test run', async function () {
  this.timeout(BROKER_START_MS);
  await (await broker)?.destroy();
});

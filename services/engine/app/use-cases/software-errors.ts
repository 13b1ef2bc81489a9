import { IsothermError } from '../../../../lib/errors.js';
import type { SoftwareOwner } from '../../store/software-owners.js';

export function noConfig(id: string): IsothermError {
  return new IsothermError('software-config.not-found', `Software config with id ${id} not found`);
}

export function noDeployment(id: string): IsothermError {
  return new IsothermError('software-deployment.not-found', `Deployment with id ${id} not found`);
}

export function configInUse(id: string): IsothermError {
  return new IsothermError(
    'software-config.in-use',
    `Software config with id ${id} can not be deleted as it is referenced: delete its deployments first.`,
  );
}

export function configOwned(id: string, { stack, resource }: SoftwareOwner): IsothermError {
  return new IsothermError(
    'software-config.in-use',
    `Software config with id ${id} belongs to resource "${resource}" of stack "${stack}": only that stack can change or delete it.`,
  );
}

export function tooManyConfigs(most: number): IsothermError {
  return tooMany(`software configs per project, ${String(most)}`, 'limits.softwareConfigs');
}

export function tooMany(what: string, setting: string): IsothermError {
  return new IsothermError(
    'software.limit',
    `You have reached the maximum ${what}. Please delete some, or raise ${setting}.`,
  );
}

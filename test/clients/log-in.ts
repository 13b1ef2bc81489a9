import { PASSWORD } from '../support/identity-shapes.js';

/** Users of `userFile`. A member may do all that a user does to the own project's stacks; some commands ask for those of all. */
export type Role = 'member' | 'admin';

/** The environment with which OpenStack's client logs in to an engine that users log in to. @param url of the engine's API */
export function logIn(url: string, project: string, role: Role): Record<string, string> {
  return {
    OS_AUTH_URL: `${url}/identity/v3`,
    OS_IDENTITY_API_VERSION: '3',
    OS_USERNAME: `${project}-${role}`,
    OS_PASSWORD: PASSWORD,
    OS_PROJECT_NAME: project,
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
  };
}

import type { DataSource } from 'typeorm';
import {
  configBytesOfServer,
  findSoftwareConfig,
  insertSoftwareConfig,
  listConfigsOfServer,
  listSoftwareConfigs,
} from './software-configs.js';
import {
  adoptConfig,
  createOwnedConfig,
  deleteConfigForJob,
  deleteSoftwareConfig,
  findConfigForJob,
} from './software-owners.js';
import {
  deleteSoftwareDeployment,
  deploymentBytes,
  findSoftwareDeployment,
  insertSoftwareDeployment,
  listSoftwareDeployments,
  updateSoftwareDeployment,
} from './software-deployments.js';
import { askedOf } from './unavailable.js';

/** What the use cases of software need of the store. */
export function softwareStore(database: DataSource) {
  const on = askedOf(database);
  return {
    insertConfig: on(insertSoftwareConfig),
    listConfigs: on(listSoftwareConfigs),
    findConfig: on(findSoftwareConfig),
    deleteConfig: on(deleteSoftwareConfig),
    configsOfServer: on(listConfigsOfServer),
    configBytesOfServer: on(configBytesOfServer),
    insertDeployment: on(insertSoftwareDeployment),
    listDeployments: on(listSoftwareDeployments),
    deploymentBytes: on(deploymentBytes),
    findDeployment: on(findSoftwareDeployment),
    updateDeployment: on(updateSoftwareDeployment),
    deleteDeployment: on(deleteSoftwareDeployment),
  };
}

/** What jobs need of it, whose things configs are. */
export function softwareRecordStore(database: DataSource) {
  const on = askedOf(database);
  return {
    createConfig: on(createOwnedConfig),
    findConfig: on(findConfigForJob),
    adoptConfig: on(adoptConfig),
    deleteConfig: on(deleteConfigForJob),
  };
}

export type SoftwareRecordStore = ReturnType<typeof softwareRecordStore>;

export type SoftwareStore = ReturnType<typeof softwareStore>;

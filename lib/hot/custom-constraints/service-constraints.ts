/** Constraints that Heat brings and that ask a service of OpenStack: here a provider has to. */
const byService = {
  barbican: ['container', 'secret'],
  blazar: ['reservation'],
  cinder: ['backup', 'qos_specs', 'snapshot', 'volume', 'vtype'],
  designate: ['zone'],
  glance: ['image'],
  ironic: ['node', 'portgroup'],
  keystone: ['domain', 'group', 'project', 'region', 'role', 'service', 'user'],
  magnum: ['cluster_template'],
  manila: ['share_network', 'share_snapshot', 'share_type'],
  mistral: ['workflow'],
  monasca: ['notification'],
  neutron: [
    'address_scope', 'flow_classifier', 'lb.provider', 'lbaas.listener', 'lbaas.loadbalancer', 'lbaas.pool',
    'lbaas.provider', 'network', 'port', 'port_pair', 'port_pair_group', 'qos_policy', 'router', 'security_group',
    'segment', 'subnet', 'subnetpool', 'taas.tap_flow', 'taas.tap_service',
  ],
  nova: ['flavor', 'host', 'keypair', 'network', 'server'],
  octavia: [
    'availabilityzone', 'availabilityzoneprofile', 'flavor', 'flavorprofile', 'l7policy', 'listener', 'loadbalancer',
    'pool',
  ],
  sahara: ['cluster', 'cluster_template', 'data_source', 'image', 'job_binary', 'job_type', 'plugin'],
  senlin: ['cluster', 'policy', 'policy_type', 'profile', 'profile_type'],
  trove: ['flavor'],
  zaqar: ['queue'],
} as const; // prettier-ignore

/** All of them, such as `nova.flavor`, with the service that they ask. */
export const serviceConstraints: ReadonlyMap<string, string> = new Map(
  Object.entries(byService).flatMap(([service, names]) =>
    names.map((name) => [`${service}.${name}`, service] as const),
  ),
);

import { cronExpression } from './cron-expression.js';
import type { CustomConstraint } from './custom-constraint.js';
import { dnsDomain } from './dns-domain.js';
import { dnsName } from './dns-name.js';
import { expiration } from './expiration.js';
import { ipAddr } from './ip-addr.js';
import { ipOrCidr } from './ip-or-cidr.js';
import { iso8601 } from './iso-8601.js';
import { jsonString } from './json-string.js';
import { macAddr } from './mac-addr.js';
import { netCidr } from './net-cidr.js';
import { relDnsName } from './rel-dns-name.js';
import { testConstr } from './test-constr.js';
import { timezone } from './timezone.js';

/** The custom constraints that ask nobody. */
export const builtIn: ReadonlyMap<string, CustomConstraint> = new Map([
  ['cron_expression', cronExpression],
  ['dns_domain', dnsDomain],
  ['dns_name', dnsName],
  ['expiration', expiration],
  ['ip_addr', ipAddr],
  ['ip_or_cidr', ipOrCidr],
  ['iso_8601', iso8601],
  ['json_string', jsonString],
  ['mac_addr', macAddr],
  ['net_cidr', netCidr],
  ['rel_dns_name', relDnsName],
  ['test_constr', testConstr],
  ['timezone', timezone],
]);

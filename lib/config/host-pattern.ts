/** Whether a host is one that a setting allows: a name, an address, or `*.example.org` for all below it. */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  return allowed.some((pattern) => fits(host.toLowerCase(), pattern.toLowerCase()));
}

function fits(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

/** Without the brackets around an address of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

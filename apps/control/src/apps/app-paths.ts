/** The paths of an app's resources. */
export function appPaths(clientId: string) {
  const app = `/apps/${encodeURIComponent(clientId)}`;
  return {
    settings: `${app}/settings`,
    policy: `${app}/policy`,
    preauthorizations: `${app}/preauthorizations`,
    install: `${app}/install`,
  };
}

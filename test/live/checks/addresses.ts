/** Addresses of the quickstart's applications. */
export const host = 'monitoring.example.com';
export const site = `https://${host}`;
export const prometheus = `${site}/prometheus`;
export const alertmanager = `${site}/alertmanager`;
export const grafana = `${site}/grafana`;
export const signInStart = `${site}/oauth2/start`;

/**
 * An address without the redirect of Debian's Prometheus, which has only the older of its two user interfaces, at
 * another path.
 */
export const withoutDetour = (url: string) => url.replace('/prometheus/classic/graph', '/prometheus/graph');

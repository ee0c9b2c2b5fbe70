/** Where the quickstart serves its applications. */
export const host = 'monitoring.example.com';
export const site = `https://${host}`;
export const prometheus = `${site}/prometheus`;
export const alertmanager = `${site}/alertmanager`;
export const grafana = `${site}/grafana`;
export const signInStart = `${site}/oauth2/start`;

/**
 * An address without the detour that Debian's Prometheus makes: it has the older of its two pages only, at another
 * place.
 */
export const withoutDetour = (url: string) => url.replace('/prometheus/classic/graph', '/prometheus/graph');

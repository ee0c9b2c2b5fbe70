import { RoutedApplication } from './routed-application';

/** Name of the cookie by which the edge finds the pod of an application again. No application has the same. */
export const affinityCookie = ({ id }: Pick<RoutedApplication, 'id'>): string => `sso_pod_${id.replace(/-/g, '_')}`;

/** The path of an application: the one that holds the others. */
export const pathOf = ({ locations }: Pick<RoutedApplication, 'locations'>): string =>
  locations.map(({ path }) => path).sort((a, b) => a.length - b.length)[0];

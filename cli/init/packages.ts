import { VERSIONS } from '../../lib/versions';
import { devDependencies } from '../../package.json';

/** The version that the library was built and tested with. */
const tested = (name: keyof typeof devDependencies): string => devDependencies[name].replace(/^[\^~]/, '');

/** The packages of a scaffold, each in one version. */
export const PACKAGES = {
  dependencies: {
    'cdk8s': tested('cdk8s'),
    'cdk8s-monitoring-sso': VERSIONS.library,
    'cdk8s-plus-27': tested('cdk8s-plus-27'),
    'cdktf': tested('cdktf'),
    'constructs': tested('constructs'),
  },
  devDependencies: {
    '@types/node': tested('@types/node'),
    'tsx': tested('tsx'),
    'typescript': tested('typescript'),
  },
};

/** The command lines. npx fetches them when they are used: together they have 500 MB. */
export const COMMAND_LINES = { 'cdk8s-cli': '2.207.60', 'cdktf-cli': '0.21.0' };

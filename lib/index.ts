import * as api from './api';
import { checkCalls } from './api-types/checked-calls';

export * from './api';

checkCalls(api);

import { embeddedUnderTest } from '../testing/embedded-under-test.js';
import { readModelsContract } from '../testing/read-models.contract.js';

readModelsContract('the embedded database', embeddedUnderTest);

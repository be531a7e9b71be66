import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../checks/domain.errors.js';
import { canonicalJson } from './canonical-json.js';
import { appRegistered, userRegistered } from './facts.builders.js';
import { ExpectationError, given } from './given-when-then.js';

const decides = () => appRegistered('app-1');
const refuses = (): null => {
  throw new DomainError('APP_NOT_FOUND');
};

describe('given, when, then', () => {
  it('passes when what is stated is so', () => {
    given([]).when(decides).then(appRegistered('app-1'));
    given([])
      .when(decides)
      .then([appRegistered('app-1')]);
    given([])
      .when(() => null)
      .thenNothingHappened();
    given([]).when(refuses).thenThrows('APP_NOT_FOUND');
  });

  it('fails when it is not', () => {
    const failing = [
      () => {
        given([]).when(decides).then(appRegistered('app-2'));
      },
      () => {
        given([]).when(decides).then([]);
      },
      () => {
        given([]).when(decides).thenNothingHappened();
      },
      () => {
        given([]).when(decides).thenThrows('APP_NOT_FOUND');
      },
      () => {
        given([]).when(refuses).thenThrows('EDGE_NOT_FOUND');
      },
      () => {
        given([])
          .when(() => null)
          .then(appRegistered('app-1'));
      },
      () => {
        given([])
          .when(() => null)
          .thenThrows('APP_NOT_FOUND');
      },
    ];
    for (const check of failing) expect(check).toThrow(ExpectationError);
  });

  it('lets an error through that is no refusal', () => {
    const broken = (): null => {
      throw new TypeError('broken');
    };
    expect(() => {
      given([]).when(broken).thenThrows('APP_NOT_FOUND');
    }).toThrow(TypeError);
  });

  it('shows the decision the organisation that the past made', () => {
    given([userRegistered('user-1'), appRegistered('app-1')])
      .when((org) => (org.users.has('user-1') && org.apps.has('app-1') ? appRegistered('seen') : null))
      .then(appRegistered('seen'));
  });
});

describe('canonicalJson', () => {
  it('is equal for equal values and for no others', () => {
    expect(canonicalJson({ b: new Set([2, 1]), a: undefined })).toBe(canonicalJson({ b: new Set([1, 2]) }));
    expect(canonicalJson(new Map([['k', Infinity]]))).not.toBe(canonicalJson(new Map([['k', null]])));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});

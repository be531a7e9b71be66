import { describe, expect, it } from '@jest/globals';
import { sendFailureOf } from './send-failure.js';

function kafkaError(name: string, more: { code?: string; type?: string } = {}): Error {
  return Object.assign(new Error('from kafkajs'), { name }, more);
}
const protocol = (type: string): Error => kafkaError('KafkaJSProtocolError', { type });

describe('a failed send', () => {
  it.each<[string, Error]>([
    ['the connection was refused', kafkaError('KafkaJSConnectionError', { code: 'ECONNREFUSED' })],
    ['the name could not be resolved', kafkaError('KafkaJSConnectionError', { code: 'ENOTFOUND' })],
    ['no broker is known', kafkaError('KafkaJSBrokerNotFound')],
    ['the leader saw too few replicas', protocol('NOT_ENOUGH_REPLICAS')],
  ])('has surely appended nothing when %s', (_, error) => {
    expect(sendFailureOf(error, false)).toEqual({ kind: 'not-appended' });
  });

  it.each<[string, Error]>([
    ['the connection was refused', kafkaError('KafkaJSConnectionError', { code: 'ECONNREFUSED' })],
    ['no broker is known', kafkaError('KafkaJSBrokerNotFound')],
  ])('may have appended what had left before %s', (_, error) => {
    expect(sendFailureOf(error, true)).toEqual({ kind: 'maybe-appended' });
  });

  it('has surely appended nothing that the leader refused for want of replicas', () => {
    expect(sendFailureOf(protocol('NOT_ENOUGH_REPLICAS'), true)).toEqual({ kind: 'not-appended' });
  });

  it.each<[string, unknown]>([
    ['the connection closed', kafkaError('KafkaJSConnectionClosedError')],
    ['the connection was reset', kafkaError('KafkaJSConnectionError', { code: 'ECONNRESET' })],
    ['the request timed out', kafkaError('KafkaJSRequestTimeoutError')],
    ['the broker timed out', protocol('REQUEST_TIMED_OUT')],
    ['the leader changed meanwhile', protocol('NOT_LEADER_FOR_PARTITION')],
    ['too few replicas had it in the end', protocol('NOT_ENOUGH_REPLICAS_AFTER_APPEND')],
    ['the broker has it already', protocol('DUPLICATE_SEQUENCE_NUMBER')],
    ['nobody knows the error', new Error('surprise')],
    ['something that is no error was thrown', 'surprise'],
  ])('may have appended the records when %s', (_, error) => {
    expect(sendFailureOf(error, true)).toEqual({ kind: 'maybe-appended' });
  });

  it.each(['OUT_OF_ORDER_SEQUENCE_NUMBER', 'UNKNOWN_PRODUCER_ID', 'INVALID_PRODUCER_EPOCH'])(
    'costs the producer when the broker says %s',
    (type) => {
      expect(sendFailureOf(protocol(type), true)).toEqual({ kind: 'producer-lost' });
    },
  );

  it.each([
    ['MESSAGE_TOO_LARGE', true],
    ['RECORD_LIST_TOO_LARGE', true],
    ['TOPIC_AUTHORIZATION_FAILED', false],
  ])('is not tried again after %s', (type, tooLarge) => {
    expect(sendFailureOf(protocol(type), true)).toEqual({ kind: 'refused', tooLarge });
  });

  it('is judged by its cause, not by kafkajs’ wrapping', () => {
    const cause = kafkaError('KafkaJSConnectionError', { code: 'ECONNREFUSED' });
    const wrapped = Object.assign(new Error('given up', { cause }), {
      name: 'KafkaJSNumberOfRetriesExceeded',
    });
    expect(sendFailureOf(wrapped, false)).toEqual({ kind: 'not-appended' });
  });
});

import { randomUUID } from 'node:crypto'

/** The name of one request in logs, answers and records: 32 hexadecimal digits. */
export const newTraceId = (): string => randomUUID().replaceAll('-', '')

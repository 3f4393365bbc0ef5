globalThis.served = 'a worker'

globalThis.served = 'a script'

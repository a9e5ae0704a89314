"""Words to meaning: invoices and statements, each value with its evidence, each sum with its proof."""

"""The pages that people read: a static, bilingual, self-contained report."""

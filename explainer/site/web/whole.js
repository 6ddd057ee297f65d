// Before anything is painted: the colours a reader chose.
try { document.documentElement.dataset.theme = localStorage.theme ?? ""; } catch { /* not kept, where storage is refused */ }

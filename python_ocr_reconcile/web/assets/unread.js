// A file that is being read: its page opens by itself.
setTimeout(() => location.reload(), 1500);

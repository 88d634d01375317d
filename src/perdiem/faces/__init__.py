"""The faces: the command line now; pages and endpoints later. They read, ask the rules, and write."""

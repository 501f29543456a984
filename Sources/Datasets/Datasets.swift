// The module is laid out in the files beside this one.

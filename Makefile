.PHONY: demo test lint bench all
demo test lint bench all:
	./dev $@

.PHONY: demo test lint docs bench all
demo test lint docs bench all:
	./dev $@

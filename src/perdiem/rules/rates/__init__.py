"""What published rates show: the market, the contract that one payor's rates imply, and what rates can prove."""
